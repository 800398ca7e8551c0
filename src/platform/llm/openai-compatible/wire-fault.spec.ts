import { describe, expect, it } from '@jest/globals';
import { lacksSight, refusesImages } from './wire-fault.js';

describe('a refusal of a request with images', () => {
  it.each([
    [400, 'Invalid content type. image_url is only supported by certain models.'],
    [400, 'some-model is not a multimodal model'],
    [500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'],
    [400, 'this model does not support image input'],
    [400, 'The model "small" does not support images.'],
    [400, "This model doesn't support vision"],
    [400, 'Multimodal data provided, but model does not support multimodal requests.'],
    [400, 'Failed to deserialize the JSON body: unknown variant `image_url`, expected `text`'],
    [400, 'At most 0 image(s) may be provided in one request.'],
    [500, 'this model is missing data required for image input'],
    [422, 'images are not supported'],
  ])('tells that the model sees none: %d %s', (status, body) => {
    expect([refusesImages(status, body), lacksSight(status, body)]).toEqual([true, true]);
  });

  it.each([
    [400, 'You uploaded an unsupported image. Please make sure your image is valid.'],
    [400, 'Invalid image data'],
    [400, 'The model does not support image formats other than PNG and JPEG'],
    [400, 'This model does not support images of this type'],
    [400, 'image type image/tiff is not supported'],
    [400, 'images larger than 5 MB are not supported'],
    [413, 'image exceeds 5 MB maximum'],
    [500, 'Failed to load image or audio file'],
    [403, 'your key may not use vision: this model does not support images for it'],
    [404, 'No endpoints found that support image input; the model does not support images'],
  ])('is about this one: %d %s', (status, body) => {
    expect([refusesImages(status, body), lacksSight(status, body)]).toEqual([true, false]);
  });

  it.each([
    [400, 'No provisioned capacity'],
    [400, 'temperature is too high'],
    [401, 'this model does not support images without credentials'],
    [429, 'too many images a minute'],
    [503, 'the vision model is loading'],
  ])('is none: %d %s', (status, body) => {
    expect([refusesImages(status, body), lacksSight(status, body)]).toEqual([false, false]);
  });
});
