using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Scalewright.Plugins;

namespace Scalewright.Explorations;

/// <summary>Reads the metadata of an assembly without loading it.</summary>
internal static class TestAssemblyCheck
{
    private const string TestingPackage = "Scalewright.Testing";

    /// <summary>Returns why a file cannot be an assembly; null if it is one.</summary>
    public static string? FindFault(string path)
    {
        if (!File.Exists(path))
        {
            return "there is no such file";
        }

        if (BoundedFileReader.FindSpecial(path) is { } special)
        {
            return special;
        }

        return ReadReferences(path) is null ? "it is not a .NET assembly" : null;
    }

    /// <summary>Returns true if an assembly references no package that has <c>[SimulationFact]</c>.</summary>
    public static bool LacksTests(string path) =>
        ReadReferences(path) is { } names
        && !names.Any(name => name.StartsWith(TestingPackage, StringComparison.Ordinal));

    /// <summary>Returns the names of the referenced assemblies; null if the file is not an assembly.</summary>
    private static ValueList<string>? ReadReferences(string path)
    {
        try
        {
            using PEReader file = new(File.OpenRead(path));
            if (!file.HasMetadata)
            {
                return null;
            }

            MetadataReader reader = file.GetMetadataReader();
            return !reader.IsAssembly
                ? null
                : [.. reader.AssemblyReferences.Select(handle =>
                    reader.GetString(reader.GetAssemblyReference(handle).Name))];
        }
        catch (Exception unreadable) when (unreadable is BadImageFormatException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
