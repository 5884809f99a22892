namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A cloud of a group.</summary>
/// <param name="Cloud">Its name; empty: where the provider puts nodes.</param>
/// <param name="Size">How many instances of the group it may have; -1: without limit.</param>
internal readonly record struct CloudRoom(string Cloud, int Size);
