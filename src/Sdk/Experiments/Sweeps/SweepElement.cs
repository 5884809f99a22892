namespace Scalewright.Sweeps;

/// <summary>Lets a program run the elements of its own sweeps: the engine starts the program on any machine.</summary>
/// <remarks>First line of the program:
/// <c>if (await SweepElement.TryRunAsync(args, ComputeAsync)) { return; }</c></remarks>
public static class SweepElement
{
    private const string CommandName = "scalewright-sweep";

    /// <summary>Returns the arguments of an element, except the last one: its index, from 0.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="attempt">The attempt.</param>
    public static ValueList<string> GetArguments(SweepFolder folder, SweepAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        return [CommandName, folder.FullPath, attempt.Number.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>Computes a chunk if the arguments specify an element, and returns when it is complete.</summary>
    /// <param name="args">Arguments of the program: <c>scalewright-sweep</c>, folder, attempt and element, or
    /// <c>scalewright-sweep-pod</c> and a file of points.</param>
    /// <param name="compute">Returns the result of a point as JSON. It should depend on the point alone, including the
    /// seed of random numbers. An exception is recorded, and the next attempt computes the point again.</param>
    /// <param name="cancellationToken">Stops after the current point.</param>
    /// <returns>False if the arguments do not specify an element, so that the program continues.</returns>
    /// <exception cref="SweepException">The points cannot be read.</exception>
    /// <exception cref="ArgumentException">The arguments specify an element but are not valid.</exception>
    public static async Task<bool> TryRunAsync(
        IReadOnlyList<string> args,
        Func<SweepPoint, CancellationToken, Task<string>> compute,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(compute);
        if (args is [SweepPod.CommandName, { Length: > 0 } points])
        {
            await SweepPod.RunAsync(points, point => ComputeAsync(point, compute, cancellationToken), cancellationToken);
            return true;
        }

        if (args is not [CommandName, ..])
        {
            return false;
        }

        if (
            args is not [_, { Length: > 0 } folder, var first, var second]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int element)
        )
        {
            throw new ArgumentException($"An element of a sweep is started by '{CommandName} FOLDER ATTEMPT ELEMENT'.", nameof(args));
        }

        ParentProcessMonitor.Start();
        await RunAsync(new SweepFolder(folder), attempt, element, compute, cancellationToken);
        return true;
    }

    /// <summary>Computes the chunk of one element. A restarted element resumes at its first missing point.</summary>
    internal static async Task RunAsync(
        SweepFolder folder,
        int attempt,
        int element,
        Func<SweepPoint, CancellationToken, Task<string>> compute,
        CancellationToken cancellationToken
    )
    {
        string file = folder.ResultsFile(attempt, element);
        HashSet<string> done = File.Exists(file)
            ? [.. SweepResultLine.ReadAll(file).Where(line => line.Failure is null).Select(line => line.Key)]
            : [];
        await using FileStream results = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        await CloseLineAsync(results, cancellationToken);
        foreach (SweepPoint point in folder.ReadChunk(attempt, element))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!done.Contains(point.Key))
            {
                // A single write: if the process is killed here, the line is either complete or unterminated.
                await results.WriteAsync(await ComputeAsync(point, compute, cancellationToken), CancellationToken.None);
            }
        }

        // The results may be collected on another machine, and this one may lose power.
        RandomAccess.FlushToDisk(results.SafeFileHandle);
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "An exception of a computation is the failure of its point and must not stop the chunk."
    )]
    private static async Task<byte[]> ComputeAsync(
        SweepPoint point,
        Func<SweepPoint, CancellationToken, Task<string>> compute,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return SweepResultLine.OfResult(point.Key, await compute(point, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return SweepResultLine.OfFailure(point.Key, $"{failure.GetType().Name}: {failure.Message}");
        }
    }

    /// <summary>Terminates an incomplete line of a killed process, so that the next line is separate.</summary>
    private static async Task CloseLineAsync(FileStream results, CancellationToken cancellationToken)
    {
        if (results.Length == 0)
        {
            return;
        }

        byte[] last = new byte[1];
        results.Position = results.Length - 1;
        await results.ReadExactlyAsync(last, cancellationToken);
        if (last[0] != (byte)'\n')
        {
            await results.WriteAsync(new byte[] { (byte)'\n' }, cancellationToken);
        }
    }
}
