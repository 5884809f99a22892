namespace Scalewright.Providers.Containers;

/// <summary>Condition for pulling the image of a node from its registry.</summary>
public enum ImagePull
{
    /// <summary>An image is pulled if the engine does not have it.</summary>
    IfMissing,

    /// <summary>An image is pulled before the provider creates its first container of it.</summary>
    Always,

    /// <summary>No image is pulled. A missing image is reported.</summary>
    Never,
}
