using System.IO.Compression;
using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Histories;

/// <summary>Files of experiments as text, for machines that do not share a folder.</summary>
internal static class FolderArchive
{
    private const string Ending = ".claim";
    private const string NotAnArchive = "it is not an archive of an experiment";

    /// <summary>Returns the definition of a folder, without its histories.</summary>
    public static string Write(ExperimentFolder folder)
    {
        Dictionary<string, byte[]> files = Directory
            .EnumerateFiles(folder.FullPath)
            .Where(file => !file.EndsWith(Ending, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);
        return Compress(JsonSerializer.SerializeToUtf8Bytes(files, FolderArchiveJson.Default.DictionaryStringByteArray));
    }

    /// <summary>Writes the files of an archive into an empty folder.</summary>
    /// <exception cref="FormatException">The text is not an archive of an experiment.</exception>
    public static ExperimentFolder Read(string text, string path)
    {
        Dictionary<string, byte[]> files = Parse(text);
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(Path.Combine(path, name), content);
        }

        return ExperimentFolder.Open(path);
    }

    /// <summary>Returns bytes in gzip format as Base64.</summary>
    public static string Compress(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return Convert.ToBase64String(compressed.ToArray());
    }

    /// <exception cref="FormatException">The text is not Base64 of the gzip format.</exception>
    public static byte[] Decompress(string text)
    {
        using MemoryStream compressed = new(Convert.FromBase64String(text));
        using GZipStream stream = new(compressed, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        try
        {
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new FormatException("it is not in gzip format", exception);
        }
    }

    private static Dictionary<string, byte[]> Parse(string text)
    {
        Dictionary<string, byte[]?>? files;
        try
        {
            files = JsonSerializer.Deserialize(Decompress(text), FolderArchiveJson.Default.DictionaryStringByteArray);
        }
        catch (JsonException exception)
        {
            throw new FormatException(NotAnArchive, exception);
        }

        if (files is null || !files.ContainsKey(ExperimentFolder.ExperimentName))
        {
            throw new FormatException(NotAnArchive);
        }

        foreach ((string name, byte[]? content) in files)
        {
            if (!IsFileName(name))
            {
                throw new FormatException($"{NotAnArchive}: '{TextEscaping.Escape(name)}' is not the name of a file");
            }

            if (content is null)
            {
                throw new FormatException($"{NotAnArchive}: '{TextEscaping.Escape(name)}' has no content");
            }
        }

        return files!;
    }

    /// <summary>Returns true if a file of this name is in the folder with which the name is joined.</summary>
    private static bool IsFileName(string name) => name is not ("" or "." or "..") && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0;
}

[JsonSerializable(typeof(Dictionary<string, byte[]>))]
internal sealed partial class FolderArchiveJson : JsonSerializerContext;
