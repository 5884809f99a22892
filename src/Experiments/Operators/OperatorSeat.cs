namespace Scalewright.Experiments.Operators;

/// <summary>
/// The seat of a folder's operator: a locked file decides who has it, a second one shows that it is taken. Who looks touches the second one alone, and so
/// keeps nobody from sitting down.
/// </summary>
internal sealed class OperatorSeat : IDisposable
{
    private const string LockName = "operator.lock";
    private const string LifeName = "operator.life";
    private static readonly TimeSpan CleanInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);
    private readonly FileStream _lock;
    private readonly FileStream _life;

    private OperatorSeat(FileStream held, FileStream life) => (_lock, _life) = (held, life);

    /// <summary>Sits down; null when another operator does. Waits while the folder is cleaned.</summary>
    public static async Task<OperatorSeat?> TakeAsync(string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        FileStream? held = TryLock(folder);
        while (held is null)
        {
            if (IsTaken(folder))
            {
                return null;
            }

            await Task.Delay(CleanInterval, clock, cancellationToken);
            held = TryLock(folder);
        }

        try
        {
            FileStream? life = TryOpen(folder, LifeName);
            while (life is null)
            {
                // Somebody looks, for some microseconds.
                await Task.Delay(LookInterval, clock, cancellationToken);
                life = TryOpen(folder, LifeName);
            }

            return new OperatorSeat(held, life);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether an operator sits here.</summary>
    public static bool IsTaken(string folder)
    {
        string file = Path.Combine(folder, LifeName);
        try
        {
            using FileStream? seen = File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Keeps operators away for a while; null when there is one, or somebody does so already.</summary>
    public static FileStream? TryLock(string folder) => TryOpen(folder, LockName);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _life.Dispose();
    }

    private static FileStream? TryOpen(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
