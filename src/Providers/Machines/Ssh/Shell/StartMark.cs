using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Finds where a program's own bytes begin: a login shell may print what it likes before.</summary>
/// <remarks>The program's shell prints a zero character, a secret number and the end of a line first of all. No file of a login shell can know it.</remarks>
internal sealed class StartMark(string secret)
{
    /// <summary>What may be printed before, in bytes.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly byte[] _mark = Encoding.ASCII.GetBytes($"\0{secret}\n");
    private readonly List<byte> _before = [];

    /// <summary>Whether it has come.</summary>
    public bool IsFound { get; private set; }

    /// <summary>Whether more came without it than may.</summary>
    public bool IsLate => !IsFound && _before.Count > BytesMax + _mark.Length;

    /// <summary>What came before it, or so far, as text.</summary>
    public string Before => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_before));

    /// <summary>The commands that print it on both streams of a shell.</summary>
    public static string Print(string secret) => $"printf '\\0%s\\n' {secret};printf '\\0%s\\n' {secret} >&2;";

    /// <summary>Takes the next bytes.</summary>
    /// <returns>Those that are the program's.</returns>
    public ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes)
    {
        if (IsFound)
        {
            return bytes;
        }

        int known = _before.Count;
        _before.AddRange(bytes.Span);
        int from = Math.Max(0, known - _mark.Length + 1);
        int at = CollectionsMarshal.AsSpan(_before)[from..].IndexOf(_mark);
        if (at < 0)
        {
            return default;
        }

        IsFound = true;
        int begin = from + at;
        _before.RemoveRange(begin, _before.Count - begin);
        return bytes[(begin + _mark.Length - known)..];
    }
}
