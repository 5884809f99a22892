namespace Scalewright.Storage.Managing.Links;

/// <summary>What a link found out about its host.</summary>
internal enum LinkNote
{
    /// <summary>It was not heard of for too long.</summary>
    Lost,

    /// <summary>It is heard of again.</summary>
    Found,

    /// <summary>It has booted since it was last heard of.</summary>
    Booted,
}
