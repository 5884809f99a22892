using System.Security.Cryptography;

namespace Tests.Shared;

/// <summary>Files of <c>.ci/record-behavior</c>, which two commits compare. Only written if <c>SCALEWRIGHT_RECORD</c> names a folder.</summary>
public static class BehaviorRecord
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SCALEWRIGHT_RECORD") is { Length: > 0 } folder
        ? folder
        : null;

    public static bool IsWritten => Folder is not null;

    /// <summary>Number of cases: a sample unless files are written.</summary>
    public static int Count(int sample, int full) => IsWritten ? full : sample;

    /// <param name="name">Path in the folder, for example <c>traces/standard.calls.txt</c>.</param>
    public static void Write(string name, IEnumerable<string> lines)
    {
        if (Folder is not null)
        {
            string path = Path.Combine(Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(lines.Select(line => $"{line}\n")));
        }
    }

    /// <summary>Returns 24 hexadecimal digits.</summary>
    public static string Hash(IEnumerable<string> lines)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{line}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }
}
