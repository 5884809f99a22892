namespace Scalewright.Providers.Simulation.Models;

/// <summary>A name that is made, renamed or deleted.</summary>
/// <param name="Path">The name.</param>
/// <param name="File">What has it then; null when deleted.</param>
/// <param name="To">The new name; null when not renamed.</param>
internal sealed record EntryChange(string Path, DiskFile? File, string? To = null);
