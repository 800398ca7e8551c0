/** A file that is dropped beside where files go would make the browser leave the page for it. */
export function refuseStrayFiles(): void {
  const refuse = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  window.addEventListener('dragover', refuse);
  window.addEventListener('drop', refuse);
}
