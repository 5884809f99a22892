namespace Scalewright.Generators.Services;

/// <summary>One interface marked as a service of agents, as text.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Type">Its name.</param>
/// <param name="Name">Its dotted name in calls.</param>
/// <param name="Digest">Of its methods and all that they carry.</param>
public sealed record ServiceModel(string Namespace, string Type, string Name, string Digest)
{
    /// <summary>Its methods, by name in calls.</summary>
    public EquatableArray<MethodModel> Methods { get; init; }

    /// <summary>What reads and writes the types that it uses; a codec is named by its index.</summary>
    public EquatableArray<CodecModel> Codecs { get; init; }

    /// <summary>The exceptions that callers get as they were thrown.</summary>
    public EquatableArray<ErrorModel> Errors { get; init; }

    /// <summary>Its type, fully qualified with <c>global::</c>.</summary>
    public string FullType => Namespace.Length == 0 ? "global::" + Type : $"global::{Namespace}.{Type}";
}
