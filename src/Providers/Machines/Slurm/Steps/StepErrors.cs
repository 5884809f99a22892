namespace Scalewright.Providers.Slurm.Steps;

/// <summary>What a step writes to standard error, while it writes: what the program does, without what the shell and Slurm say around it.</summary>
internal sealed class StepErrors(string key)
{
    private readonly string _start = $"{key} {StepScript.Started}\n";
    private readonly string _end = $"\n{key} ";
    private string _held = "";
    private bool _hasStarted;
    private bool _hasEnded;

    /// <summary>Takes a piece.</summary>
    /// <returns>What the program wrote, as far as that is certain.</returns>
    public string Take(string text)
    {
        _held += text;
        if (!_hasStarted && _held.IndexOf(_start, StringComparison.Ordinal) is >= 0 and int at)
        {
            _hasStarted = true;
            _held = _held[(at + _start.Length)..];
        }

        if (!_hasStarted || _hasEnded)
        {
            return "";
        }

        int end = _held.IndexOf(_end, StringComparison.Ordinal);
        _hasEnded = end >= 0;
        int sure = _hasEnded ? end : _held.Length - BeginOfEnd();
        string said = _held[..sure];
        _held = _held[sure..];
        return said;
    }

    /// <summary>Takes all at once.</summary>
    /// <returns>What the program wrote, and the words behind it; null: it was not started. Without words nobody knows how it ended.</returns>
    public static (byte[] Said, string[] Words)? Split(byte[] bytes, string key)
    {
        byte[] start = Encoding.ASCII.GetBytes($"{key} {StepScript.Started}\n");
        byte[] end = Encoding.ASCII.GetBytes($"\n{key} ");
        int from = bytes.AsSpan().IndexOf(start);
        if (from < 0)
        {
            return null;
        }

        Span<byte> rest = bytes.AsSpan(from + start.Length);
        int to = rest.LastIndexOf(end);
        if (to < 0)
        {
            return (rest.ToArray(), []);
        }

        string line = Encoding.ASCII.GetString(rest[(to + end.Length)..]).Split('\n')[0];
        return (rest[..to].ToArray(), line.Split(' '));
    }

    // How much of the end of what is held may be the begin of the end.
    private int BeginOfEnd()
    {
        for (int length = Math.Min(_held.Length, _end.Length - 1); length > 0; length--)
        {
            if (_held.EndsWith(_end[..length], StringComparison.Ordinal))
            {
                return length;
            }
        }

        return 0;
    }
}
