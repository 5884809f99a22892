using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Scalewright.Plugins;

namespace Scalewright.Explorations;

/// <summary>Reads the metadata of an assembly without loading it.</summary>
internal static class TestAssemblyCheck
{
    private const string TestingPackage = "Scalewright.Testing";
    private const int CommitLength = 10;

    // ECMA-335, partition II, 23.3: the value of a custom attribute starts with this number.
    private const ushort Prolog = 1;

    // Hexadecimal digits of a commit of Git: SHA-1 and SHA-256.
    private static readonly int[] HashLengths = [40, 64];

    /// <summary>Returns why a file cannot be an assembly; null if it is one.</summary>
    public static string? FindProblem(string path)
    {
        if (!File.Exists(path))
        {
            return "there is no such file";
        }

        if (BoundedFileReader.FindSpecial(path) is { } special)
        {
            return special;
        }

        return FindReadFailure(path) ?? (ReadReferences(path) is null ? "it is not a .NET assembly" : null);
    }

    /// <summary>Returns true if an assembly references no package that has <c>[SimulationFact]</c>.</summary>
    public static bool LacksTests(string path) =>
        ReadReferences(path) is { } names && !names.Any(name => name.StartsWith(TestingPackage, StringComparison.Ordinal));

    /// <summary>Returns the first characters of the commit in the informational version, <c>1.2.3+commit</c> or
    /// <c>1.2.3+build.commit</c>; empty if it has no commit.</summary>
    public static string ReadCommit(string path)
    {
        string version = Read(path, ReadVersion) ?? "";
        int build = version.IndexOf('+', StringComparison.Ordinal);
        string commit = build < 0 ? "" : version[(version.LastIndexOfAny(['+', '.']) + 1)..];
        return HashLengths.Contains(commit.Length) && commit.All(char.IsAsciiHexDigit) ? commit[..CommitLength].ToLowerInvariant() : "";
    }

    private static string? FindReadFailure(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {exception.Message}";
        }
    }

    /// <summary>Returns the names of the referenced assemblies; null if the file is not an assembly.</summary>
    private static ValueList<string>? ReadReferences(string path) =>
        Read(path, reader =>
            reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).ToValueList()
        );

    private static string? ReadVersion(MetadataReader reader)
    {
        foreach (CustomAttributeHandle handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            BlobReader value = reader.GetBlobReader(attribute.Value);
            if (IsVersion(reader, attribute) && value.ReadUInt16() == Prolog)
            {
                return value.ReadSerializedString();
            }
        }

        return null;
    }

    private static bool IsVersion(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        EntityHandle parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            && reader.StringComparer.Equals(
                reader.GetTypeReference((TypeReferenceHandle)parent).Name,
                nameof(System.Reflection.AssemblyInformationalVersionAttribute)
            );
    }

    private static T? Read<T>(string path, Func<MetadataReader, T?> read)
        where T : class
    {
        try
        {
            using PEReader file = new(File.OpenRead(path));
            if (!file.HasMetadata)
            {
                return null;
            }

            MetadataReader reader = file.GetMetadataReader();
            return reader.IsAssembly ? read(reader) : null;
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            // A file that cannot be read counts as no assembly.
            return null;
        }
    }
}
