namespace Scalewright.Generators.Services;

/// <summary>Interface with the service attribute, as text.</summary>
/// <param name="Namespace">Namespace. Empty for the global one.</param>
/// <param name="Type">Name of the type.</param>
/// <param name="Name">Dotted name in calls.</param>
/// <param name="Digest">Digest of the methods and their types.</param>
internal sealed record ServiceModel(string Namespace, string Type, string Name, string Digest)
{
    /// <summary>Methods, by name in calls.</summary>
    public EquatableArray<MethodModel> Methods { get; init; }

    /// <summary>Codecs of the types, referenced by index.</summary>
    public EquatableArray<CodecModel> Codecs { get; init; }

    /// <summary>Exceptions that callers receive with their original type.</summary>
    public EquatableArray<ErrorModel> Errors { get; init; }

    public string FullType => Namespace.Length == 0 ? "global::" + Type : $"global::{Namespace}.{Type}";
}
