namespace Scalewright.Generators.Services;

/// <summary>How a type is written.</summary>
public enum CodecKind
{
    /// <summary>By two expressions.</summary>
    Plain,

    /// <summary>As null or by another codec.</summary>
    OrNull,

    /// <summary>As an array.</summary>
    List,

    /// <summary>As an object whose names are keys.</summary>
    Map,

    /// <summary>As an object whose names are properties.</summary>
    Object,
}
