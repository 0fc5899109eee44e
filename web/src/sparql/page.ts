export function openEditor(): void {}
