namespace Scalewright.Generators.Services;

/// <summary>Format of a serialized type.</summary>
internal enum CodecKind
{
    /// <summary>Written by one statement and read by one expression.</summary>
    Plain,

    /// <summary>Null or a value of another codec.</summary>
    OrNull,

    /// <summary>Array.</summary>
    List,

    /// <summary>Object whose member names are the keys of a map.</summary>
    Map,

    /// <summary>Object whose member names are properties.</summary>
    Object,
}
