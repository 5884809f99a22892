namespace Scalewright.Agents.XmlRpc;

/// <summary>Kind of an XML-RPC value.</summary>
public enum XmlRpcKind
{
    /// <summary>No value: <c>nil</c>.</summary>
    Nil,

    /// <summary>True or false: <c>boolean</c>.</summary>
    Boolean,

    /// <summary>A whole number: <c>int</c>, or <c>i8</c> beyond 32 bits.</summary>
    Whole,

    /// <summary>A floating-point number: <c>double</c>.</summary>
    Number,

    /// <summary>Text: <c>string</c>.</summary>
    Text,

    /// <summary>A time as it was written: <c>dateTime.iso8601</c>.</summary>
    Time,

    /// <summary>Bytes: <c>base64</c>.</summary>
    Bytes,

    /// <summary>Values in order: <c>array</c>.</summary>
    List,

    /// <summary>Named values in order: <c>struct</c>.</summary>
    Map,
}
