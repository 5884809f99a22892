namespace Scalewright.Generators.Services;

/// <summary>Format of a serialized type.</summary>
public enum CodecKind
{
    /// <summary>Two expressions.</summary>
    Plain,

    /// <summary>Null or another codec.</summary>
    OrNull,

    /// <summary>Array.</summary>
    List,

    /// <summary>Object whose names are keys.</summary>
    Map,

    /// <summary>Object whose names are properties.</summary>
    Object,
}
