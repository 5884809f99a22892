namespace Scalewright.Agents.Wire;

/// <summary>Gives what a command writes to its listener: each byte once, in order, as text.</summary>
internal sealed class HeardOutput(string node, Action<CommandOutput> listener)
{
    private readonly HeardStream _output = new();
    private readonly HeardStream _error = new();

    /// <summary>Bytes of standard output that were heard or missed.</summary>
    public long OutputHeard => _output.At;

    /// <summary>The same of standard error.</summary>
    public long ErrorHeard => _error.At;

    /// <summary>Takes a piece; what was heard before is left out.</summary>
    public void Hear(in OutputPiece piece)
    {
        HeardStream stream = piece.IsError ? _error : _output;
        long missed = Math.Max(0, piece.Start - stream.At);
        int known = (int)Math.Clamp(stream.At - piece.Start, 0, piece.Bytes.Length);
        string text = stream.Take(piece.Bytes.Span[known..], missed);
        Tell(text, piece.IsError, missed);
    }

    /// <summary>Takes the result: what was not heard of it yet, and characters that never became whole.</summary>
    /// <param name="output">All of standard output, or nothing when not all is known.</param>
    public void End(ReadOnlyMemory<byte> output, ReadOnlyMemory<byte> error)
    {
        Hear(new OutputPiece(IsError: false, 0, output));
        Hear(new OutputPiece(IsError: true, 0, error));
        Tell(_output.End(), isError: false, missed: 0);
        Tell(_error.End(), isError: true, missed: 0);
    }

    /// <summary>Hears all that is written until its end.</summary>
    /// <param name="written">What is written.</param>
    /// <param name="giveUp">Ends the command, when the listener throws.</param>
    public async Task FollowAsync(OutputFollower written, Func<Task> giveUp)
    {
        try
        {
            await written.FollowAsync(
                0,
                0,
                piece =>
                {
                    Hear(piece);
                    return ValueTask.CompletedTask;
                },
                CancellationToken.None);
            End(default, default);
        }
        catch
        {
            await giveUp();
            throw;
        }
    }

    private void Tell(string text, bool isError, long missed)
    {
        if (text.Length > 0 || missed > 0)
        {
            listener(new CommandOutput(node, text) { IsError = isError, MissedBytes = missed });
        }
    }

    private sealed class HeardStream
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        /// <summary>The place behind the last byte that came.</summary>
        public long At { get; private set; }

        public string Take(ReadOnlySpan<byte> bytes, long missed)
        {
            string before = missed > 0 ? Decode([], isLast: true) : "";
            At += missed + bytes.Length;
            return before + Decode(bytes, isLast: false);
        }

        public string End() => Decode([], isLast: true);

        private string Decode(ReadOnlySpan<byte> bytes, bool isLast)
        {
            char[] text = new char[_decoder.GetCharCount(bytes, isLast)];
            return new string(text, 0, _decoder.GetChars(bytes, text, isLast));
        }
    }
}
