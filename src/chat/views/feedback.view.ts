export class FeedbackView {
  message_id: string;
  rating: 'up' | 'down';
  comment?: string;
  created_at: string;
}
