namespace Scalewright.Agents.Wire;

/// <summary>Passes the output of a command to its listener as text: each byte once, in order.</summary>
internal sealed class OutputForwarder(string node, Action<CommandOutput> listener)
{
    private readonly ForwardedStream _output = new();
    private readonly ForwardedStream _error = new();

    /// <summary>Number of bytes of standard output that were passed on or dropped.</summary>
    public long OutputOffset => _output.Offset;

    public long ErrorOffset => _error.Offset;

    /// <summary>Passes on a part of the output. Skips bytes that were passed on before.</summary>
    public void Forward(in OutputChunk piece)
    {
        ForwardedStream stream = piece.IsError ? _error : _output;
        long missed = Math.Max(0, piece.Start - stream.Offset);
        int forwardedCount = (int)Math.Clamp(stream.Offset - piece.Start, 0, piece.Bytes.Length);
        string text = stream.Append(piece.Bytes.Span[forwardedCount..], missed);
        CallListener(text, piece.IsError, missed);
    }

    /// <summary>Passes on the rest of the output, including incomplete characters.</summary>
    /// <param name="output">All of standard output; empty if a part is missing.</param>
    public void End(ReadOnlyMemory<byte> output, ReadOnlyMemory<byte> error)
    {
        Forward(new OutputChunk(IsError: false, 0, output));
        Forward(new OutputChunk(IsError: true, 0, error));
        CallListener(_output.End(), isError: false, missed: 0);
        CallListener(_error.End(), isError: true, missed: 0);
    }

    /// <summary>Passes on the output until its end.</summary>
    /// <param name="stop">Ends the command when the listener throws.</param>
    public async Task FollowAsync(OutputPump written, Func<Task> stop)
    {
        try
        {
            await written.FollowAsync(
                0,
                0,
                piece =>
                {
                    Forward(piece);
                    return ValueTask.CompletedTask;
                },
                CancellationToken.None
            );
            End(default, default);
        }
        catch
        {
            await stop();
            throw;
        }
    }

    private void CallListener(string text, bool isError, long missed)
    {
        if (text.Length > 0 || missed > 0)
        {
            listener(new CommandOutput(node, text) { IsError = isError, DroppedBytes = missed });
        }
    }

    private sealed class ForwardedStream
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public long Offset { get; private set; }

        public string Append(ReadOnlySpan<byte> bytes, long missed)
        {
            string before = missed > 0 ? Decode([], isLast: true) : "";
            Offset += missed + bytes.Length;
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
