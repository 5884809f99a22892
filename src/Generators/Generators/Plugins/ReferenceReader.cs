using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Plugins;

/// <summary>Reads the plugin exports of a referenced assembly, without a compilation.</summary>
internal static class ReferenceReader
{
    private const ushort BlobProlog = 1; // ECMA-335, II.23.3
    private const int FieldCount = 4;

    /// <summary>The exports in the order of the assembly; empty for an assembly without plugins.</summary>
    public static EquatableArray<ReferenceModel> Read(MetadataReference reference) => reference switch
    {
        CompilationReference project => new(project.Compilation.Assembly.GetAttributes().Select(Read).OfType<ReferenceModel>()),
        PortableExecutableReference file => new(ReadFile(file)),
        _ => default,
    };

    private static ReferenceModel? Read(AttributeData attribute)
    {
        string?[] texts = attribute.AttributeClass?.ToDisplayString() == KnownNames.ExportAttribute
            ? [.. attribute.ConstructorArguments.Select(static argument => argument.Value as string)]
            : [];
        return texts.Length == FieldCount && texts.All(static text => text is not null)
            ? new ReferenceModel(texts[0]!, texts[1]!, texts[2]!, texts[3]!)
            : null;
    }

    private static ReferenceModel[] ReadFile(PortableExecutableReference file)
    {
        if (Assembly(file) is not { } assembly)
        {
            return [];
        }

        MetadataReader reader = assembly.GetModules()[0].GetMetadataReader();
        return reader.IsAssembly
            ? reader.GetAssemblyDefinition().GetCustomAttributes()
                .Select(reader.GetCustomAttribute)
                .Where(attribute => IsExport(reader, attribute))
                .Select(attribute => ReadBlob(reader.GetBlobReader(attribute.Value)))
                .OfType<ReferenceModel>()
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
            // The compiler itself reports a reference that it cannot read.
            return null;
        }
    }

    private static bool IsExport(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference => reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            && reader.GetTypeReference((TypeReferenceHandle)parent) is var type
            && IsExport(reader, type.Namespace, type.Name),
        HandleKind.MethodDefinition => reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType() is var parent
            && reader.GetTypeDefinition(parent) is var type
            && IsExport(reader, type.Namespace, type.Name),
        _ => false,
    };

    private static bool IsExport(MetadataReader reader, StringHandle space, StringHandle name) =>
        reader.StringComparer.Equals(name, KnownNames.ExportAttributeName) && reader.StringComparer.Equals(space, KnownNames.PluginsNamespace);

    private static ReferenceModel? ReadBlob(BlobReader blob)
    {
        if (blob.ReadUInt16() != BlobProlog)
        {
            return null;
        }

        return blob.ReadSerializedString() is { } registry
            && blob.ReadSerializedString() is { } type
            && blob.ReadSerializedString() is { } name
            && blob.ReadSerializedString() is { } version
            ? new ReferenceModel(registry, type, name, version)
            : null;
    }
}
