namespace Scalewright.Sweeps;

/// <summary>Lets a program be the elements of its own sweeps: the same file is started by an engine, on whatever machine, and computes a chunk of points there.</summary>
/// <remarks>The first line of a program: <c>if (await SweepElement.TryRunAsync(args, ComputeAsync)) { return; }</c></remarks>
public static class SweepElement
{
    private const string Word = "scalewright-sweep";

    /// <summary>The arguments that make a program an element of an attempt, but for the last: the element's number, from 0.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="attempt">The attempt.</param>
    public static ValueList<string> WordsFor(SweepFolder folder, SweepAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        return [Word, folder.FullPath, attempt.Number.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>Computes a chunk when the arguments say that this is an element, and returns when it is done.</summary>
    /// <param name="args">The program's arguments: <c>scalewright-sweep</c>, folder, attempt and element.</param>
    /// <param name="compute">Gives the result of a point as JSON. It should be the same whenever and wherever it is computed: take chance from the point. What it throws is
    /// written down, and the point is tried again in the next attempt.</param>
    /// <param name="cancellationToken">Ends it after the point that it is at.</param>
    /// <returns>False when the program is not meant as an element, and goes on.</returns>
    /// <exception cref="SweepException">The points cannot be read.</exception>
    /// <exception cref="ArgumentException">It is meant as one, and the arguments are wrong.</exception>
    public static async Task<bool> TryRunAsync(IReadOnlyList<string> args, Func<SweepPoint, CancellationToken, Task<string>> compute, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(compute);
        if (args is not [Word, ..])
        {
            return false;
        }

        if (args is not [_, { Length: > 0 } folder, var first, var second] || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int element))
        {
            throw new ArgumentException($"An element of a sweep is started by '{Word} FOLDER ATTEMPT ELEMENT'.", nameof(args));
        }

        ControllerWatch.Begin();
        await RunAsync(new SweepFolder(folder), attempt, element, compute, cancellationToken);
        return true;
    }

    /// <summary>Computes the chunk of one element. An element that is started again, by an engine that lost it, goes on where it was.</summary>
    internal static async Task RunAsync(SweepFolder folder, int attempt, int element, Func<SweepPoint, CancellationToken, Task<string>> compute, CancellationToken cancellationToken)
    {
        string file = folder.ResultsFile(attempt, element);
        HashSet<string> done = File.Exists(file) ? [.. SweepLine.ReadAll(file).Where(line => line.Failure is null).Select(line => line.Key)] : [];
        await using FileStream results = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        await CloseLineAsync(results, cancellationToken);
        foreach (SweepPoint point in folder.ReadChunk(attempt, element))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!done.Contains(point.Key))
            {
                // One write: who is killed here leaves a line that is whole, or has no end.
                await results.WriteAsync(await ComputeAsync(point, compute, cancellationToken), CancellationToken.None);
            }
        }

        // Who collects may be another machine, and this one may lose its power.
        RandomAccess.FlushToDisk(results.SafeFileHandle);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a computation throws is the failure of its point, not the end of the chunk.")]
    private static async Task<byte[]> ComputeAsync(SweepPoint point, Func<SweepPoint, CancellationToken, Task<string>> compute, CancellationToken cancellationToken)
    {
        try
        {
            return SweepLine.OfResult(point.Key, await compute(point, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return SweepLine.OfFailure(point.Key, $"{failure.GetType().Name}: {failure.Message}");
        }
    }

    /// <summary>Whoever was killed in the middle of a line: what follows is a line of its own.</summary>
    private static async Task CloseLineAsync(FileStream results, CancellationToken cancellationToken)
    {
        if (results.Length == 0)
        {
            return;
        }

        byte[] last = new byte[1];
        results.Position = results.Length - 1;
        await results.ReadExactlyAsync(last, cancellationToken);
        await (last[0] == (byte)'\n' ? Task.CompletedTask : results.WriteAsync(new byte[] { (byte)'\n' }, cancellationToken).AsTask());
    }
}
