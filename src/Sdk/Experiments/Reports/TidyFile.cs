using System.Security.Cryptography;

namespace Scalewright.Experiments.Reports;

/// <summary>File of a tidy table.</summary>
internal static class TidyFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>Writes a file completely, or leaves it unchanged.</summary>
    /// <returns>Path of the file.</returns>
    public static string Write(string folder, string name, Action<Stream> write)
    {
        string path = Path.Combine(folder, name);
        string temporary = Path.Combine(folder, $".scalewright-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferSize))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes an indented JSON document.</summary>
    /// <returns>Path of the file.</returns>
    public static string WriteJson(string folder, string name, Action<Utf8JsonWriter> write) => Write(folder, name, stream =>
        {
            using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            write(json);
        });
}
