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
                .Select(static texts => new ReferenceModel(Registry: texts[0], Type: texts[1], Name: texts[2], Version: texts[3]))
        );

    /// <summary>Returns the texts of all attributes of a type on the assembly.</summary>
    /// <param name="count">Number of texts in its constructor.</param>
    public static IEnumerable<string[]> ReadTexts(MetadataReference reference, string namespaceName, string name, int count) =>
        reference switch
        {
            CompilationReference project => project
                .Compilation.Assembly.GetAttributes()
                .Select(attribute => Read(attribute, namespaceName, name, count))
                .OfType<string[]>(),
            PortableExecutableReference file => ReadFile(file, namespaceName, name, count),
            _ => [],
        };

    private static string[]? Read(AttributeData attribute, string namespaceName, string name, int count)
    {
        string[] texts =
            attribute.AttributeClass?.ToDisplayString() == $"{namespaceName}.{name}"
                ? [.. attribute.ConstructorArguments.Select(static argument => argument.Value).OfType<string>()]
                : [];
        return texts.Length == count ? texts : null;
    }

    private static string[][] ReadFile(PortableExecutableReference file, string namespaceName, string name, int count)
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
                .Where(attribute => IsExport(reader, attribute, namespaceName, name))
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
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // The compiler reports unreadable references.
            return null;
        }
    }

    private static bool IsExport(MetadataReader reader, CustomAttribute attribute, string namespaceName, string name)
    {
        if (attribute.Constructor.Kind == HandleKind.MemberReference)
        {
            EntityHandle parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference)
            {
                return false;
            }

            TypeReference reference = reader.GetTypeReference((TypeReferenceHandle)parent);
            return reader.StringComparer.Equals(reference.Name, name) && reader.StringComparer.Equals(reference.Namespace, namespaceName);
        }

        if (attribute.Constructor.Kind == HandleKind.MethodDefinition)
        {
            MethodDefinition constructor = reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor);
            TypeDefinition definition = reader.GetTypeDefinition(constructor.GetDeclaringType());
            return reader.StringComparer.Equals(definition.Name, name) && reader.StringComparer.Equals(definition.Namespace, namespaceName);
        }

        return false;
    }

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
