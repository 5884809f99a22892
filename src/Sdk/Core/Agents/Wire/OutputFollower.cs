namespace Scalewright.Agents.Wire;

/// <summary>Follows what a command writes as fast as its taker can. What was written keeps nothing waiting: what is no longer kept when its turn comes is left out.</summary>
internal sealed class OutputFollower(KeptBytes output, KeptBytes error)
{
    private const int PieceBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private Wakeup? _news;
    private bool _hasNews;
    private bool _isOver;

    /// <summary>Something was written.</summary>
    public void Tell() => Wake(isOver: false);

    /// <summary>Nothing more will be.</summary>
    public void End() => Wake(isOver: true);

    /// <summary>Gives every piece to a taker until nothing more will come.</summary>
    /// <param name="outputFrom">From which byte of standard output on.</param>
    public async Task FollowAsync(long outputFrom, long errorFrom, Func<OutputPiece, ValueTask> take, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceBytes];
        while (true)
        {
            bool isLast = IsOver();
            bool hasOutput = Read(output, isError: false, buffer, ref outputFrom, out OutputPiece written);
            if (hasOutput)
            {
                await take(written);
            }

            bool hasError = Read(error, isError: true, buffer, ref errorFrom, out OutputPiece complained);
            if (hasError)
            {
                await take(complained);
            }

            if (!hasOutput && !hasError && isLast)
            {
                return;
            }

            if (!hasOutput && !hasError && News() is { } news)
            {
                await news.WaitAsync(cancellationToken);
            }
        }
    }

    private static bool Read(KeptBytes kept, bool isError, byte[] buffer, ref long from, out OutputPiece piece)
    {
        int count = kept.Read(from, buffer, out long start);
        piece = new OutputPiece(isError, start, buffer.AsMemory(0, count));
        from = count > 0 ? start + count : from;
        return count > 0;
    }

    private bool IsOver()
    {
        lock (_gate)
        {
            _hasNews = false;
            return _isOver;
        }
    }

    /// <summary>What to wait for; null when something came since the last look.</summary>
    private Wakeup? News()
    {
        lock (_gate)
        {
            return _hasNews || _isOver ? null : _news = new Wakeup();
        }
    }

    private void Wake(bool isOver)
    {
        Wakeup? news;
        lock (_gate)
        {
            (_hasNews, _isOver) = (true, _isOver || isOver);
            (news, _news) = (_news, null);
        }

        news?.Wake();
    }
}

/// <summary>Bytes that a command wrote.</summary>
/// <param name="IsError">Whether to standard error.</param>
/// <param name="Start">Where in that stream they begin.</param>
/// <param name="Bytes">The bytes; valid until the taker returns.</param>
internal readonly record struct OutputPiece(bool IsError, long Start, ReadOnlyMemory<byte> Bytes);
