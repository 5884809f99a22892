using Scalewright.Tool.Serving;

namespace Scalewright.Tool.Watching;

/// <summary>Writes a recording to the page and, if specified, to files.</summary>
/// <param name="recording">The recording.</param>
/// <param name="server">Server of the page, which keeps the last segment.</param>
/// <param name="file">Path of the first file; null for none.</param>
internal sealed class TraceSegments(LiveRecording recording, PageServer server, string? file) : IAsyncDisposable
{
    /// <summary>Maximum number of files; the oldest one is deleted first: 8.</summary>
    public const int MaxFiles = 8;

    private FileStream? _stream;
    private int _number;
    private bool _isStarted;

    /// <summary>Starts the first segment.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task StartAsync() => StartAsync("the watch started");

    /// <summary>Writes what was recorded since the last call.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task WriteAsync()
    {
        ReadOnlyMemory<byte> bytes = await recording.TakeAsync();
        if (bytes.Length == 0)
        {
            return;
        }

        server.Append(bytes);
        await WriteFileAsync(bytes);
        if (recording.IsFull)
        {
            await EndAsync();
            await StartAsync("earlier events are in earlier segments of the recording");
        }
    }

    /// <summary>Ends the last segment.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await EndAsync();
        }

        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
    }

    private async Task StartAsync(string note)
    {
        _number++;
        if (file is not null)
        {
            _stream = new FileStream(GetPath(_number), FileMode.Create, FileAccess.Write, FileShare.Read);
            if (_number > MaxFiles)
            {
                File.Delete(GetPath(_number - MaxFiles));
            }
        }

        recording.Start(note);
        _isStarted = true;
        ReadOnlyMemory<byte> bytes = await recording.TakeAsync();
        server.Restart(bytes);
        await WriteFileAsync(bytes);
    }

    private async Task EndAsync()
    {
        ReadOnlyMemory<byte> bytes = await recording.TakeAsync(isLast: true);
        server.Append(bytes);
        await WriteFileAsync(bytes);
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
            _stream = null;
        }
    }

    private async Task WriteFileAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_stream is { } stream)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }
    }

    /// <summary>Returns the path of a segment: <c>run.swtrace</c>, <c>run-2.swtrace</c>.</summary>
    private string GetPath(int number) =>
        number <= 1
            ? file!
            : Path.Join(
                Path.GetDirectoryName(file),
                FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(file)}-{number}{Path.GetExtension(file)}")
            );
}
