namespace Scalewright.Providers.Ssh.Masters;

/// <summary>The keys of machines, in files as OpenSSH has them.</summary>
internal static class KnownHosts
{
    private const int UsualPort = 22;

    /// <summary>The fingerprint of a key in a file, as OpenSSH shows it.</summary>
    /// <param name="line">The number of its line, from 1.</param>
    public static string FingerprintOf(string path, int line)
    {
        try
        {
            string[] words = File.ReadLines(path).ElementAtOrDefault(line - 1)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            return words.Length >= 3 ? FingerprintOf(words[^1].Length > words[2].Length ? words[^1] : words[2]) : "an unknown one";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return "an unknown one";
        }
    }

    /// <summary>Writes the keys that an address has been given into a file of its own.</summary>
    public static void Write(string path, NodeAddress address)
    {
        string name = address.Port is 0 or UsualPort ? address.Host : $"[{address.Host}]:{address.Port}";
        PrivateFiles.Write(path, string.Concat(address.HostKeys.Select(key => $"{name} {key}\n")));
    }

    private static string FingerprintOf(string key) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(key))).TrimEnd('=');
}
