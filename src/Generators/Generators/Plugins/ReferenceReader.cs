using System.Reflection.Metadata;

namespace Scalewright.Generators.Plugins;

/// <summary>Reads the exported plugins of a referenced assembly without a compilation.</summary>
internal static class ReferenceReader
{
    private const ushort BlobProlog = 1; // ECMA-335, II.23.3
    private const int FieldCount = 4;

    /// <summary>Returns the exports in the order of the assembly, or an empty array.</summary>
    public static EquatableArray<ReferenceModel> Read(MetadataReference reference) =>
        new(
            ReadTexts(reference, KnownNames.PluginsNamespace, KnownNames.ExportAttributeName, FieldCount)
                .Select(static texts => new ReferenceModel(texts[0], texts[1], texts[2], texts[3]))
        );

    /// <summary>Returns the texts of all attributes of a type on the assembly.</summary>
    /// <param name="count">Number of texts in its constructor.</param>
    public static IEnumerable<string[]> ReadTexts(MetadataReference reference, string space, string name, int count) =>
        reference switch
        {
            CompilationReference project => project
                .Compilation.Assembly.GetAttributes()
                .Select(attribute => Read(attribute, space, name, count))
                .OfType<string[]>(),
            PortableExecutableReference file => ReadFile(file, space, name, count),
            _ => [],
        };

    private static string[]? Read(AttributeData attribute, string space, string name, int count)
    {
        string[] texts =
            attribute.AttributeClass?.ToDisplayString() == $"{space}.{name}"
                ? [.. attribute.ConstructorArguments.Select(static argument => argument.Value).OfType<string>()]
                : [];
        return texts.Length == count ? texts : null;
    }

    private static string[][] ReadFile(PortableExecutableReference file, string space, string name, int count)
    {
        if (Assembly(file) is not { } assembly)
        {
            return [];
        }

        MetadataReader reader = assembly.GetModules()[0].GetMetadataReader();
        return reader.IsAssembly
            ? reader
                .GetAssemblyDefinition()
                .GetCustomAttributes()
                .Select(reader.GetCustomAttribute)
                .Where(attribute => IsExport(reader, attribute, space, name))
                .Select(attribute => ReadBlob(reader.GetBlobReader(attribute.Value), count))
                .OfType<string[]>()
                .ToArray()
            : [];
    }

    private static AssemblyMetadata? Assembly(PortableExecutableReference file)
    {
        try
        {
            return file.GetMetadata() as AssemblyMetadata;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            // The compiler reports unreadable references.
            return null;
        }
    }

    private static bool IsExport(MetadataReader reader, CustomAttribute attribute, string space, string name) =>
        attribute.Constructor.Kind switch
        {
            HandleKind.MemberReference => reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
                is { Kind: HandleKind.TypeReference } parent
                && reader.GetTypeReference((TypeReferenceHandle)parent) is var type
                && reader.StringComparer.Equals(type.Name, name)
                && reader.StringComparer.Equals(type.Namespace, space),
            HandleKind.MethodDefinition => reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()
                is var parent
                && reader.GetTypeDefinition(parent) is var type
                && reader.StringComparer.Equals(type.Name, name)
                && reader.StringComparer.Equals(type.Namespace, space),
            _ => false,
        };

    private static string[]? ReadBlob(BlobReader blob, int count)
    {
        if (blob.ReadUInt16() != BlobProlog)
        {
            return null;
        }

        List<string> texts = [];
        while (texts.Count < count && blob.ReadSerializedString() is { } text)
        {
            texts.Add(text);
        }

        return texts.Count == count ? [.. texts] : null;
    }
}
