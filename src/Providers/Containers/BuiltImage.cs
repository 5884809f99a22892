namespace Scalewright.Providers.Containers;

/// <summary>Image that a provider built of a folder.</summary>
/// <param name="Name">Name on the engine, which contains the hash of the folder.</param>
/// <param name="Image">Name of the image in the topology.</param>
/// <param name="Cloud">Cloud of its engine.</param>
public sealed record BuiltImage(string Name, string Image, string Cloud);
