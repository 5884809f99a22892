using System.Diagnostics;
using System.Text;

namespace Loopback.Minimega.Control;

/// <summary>A program of a guest whose input and output are pipes of the server.</summary>
/// <param name="process">The program.</param>
/// <param name="pipes">The pipes of the server.</param>
/// <param name="output">Name of the pipe that takes its lines.</param>
internal sealed class PlumbedProgram(Process process, PlumbPipes pipes, string output) : IPlumber
{
    // bufio.MaxScanTokenSize of Go: minimega's agent reads no further behind a longer line.
    private const int MaxLineBytes = 64 * 1024;

    private IDisposable? _membership;

    /// <inheritdoc/>
    public bool IsWriter => false;

    /// <summary>Connects the streams; the program ends with its input, or with its guest.</summary>
    /// <param name="input">Name of the pipe that it reads.</param>
    public void Start(string input)
    {
        _membership = pipes.Join(input, this);
        _ = PumpAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    /// <inheritdoc/>
    public async Task TakeAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"), cancellationToken);
            await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private async Task PumpAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line && Encoding.UTF8.GetByteCount(line) < MaxLineBytes)
        {
            await pipes.WriteAsync(output, line + "\n", CancellationToken.None);
        }

        await process.WaitForExitAsync();
        _membership?.Dispose();
        process.Dispose();
    }
}
