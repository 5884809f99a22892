using System.Threading.Channels;

namespace Simulation.Tests.Kernel;

internal static class AwaitKinds
{
    public static Dictionary<string, Func<SimulationKernel, int, Task>> Plain { get; } =
        new(StringComparer.Ordinal)
        {
            ["Task.Delay"] = Delay,
            ["WaitAsync"] = WaitAsync,
            ["CancellationTokenSource"] = TimedCancellation,
            ["PeriodicTimer"] = PeriodicTimerAsync,
            ["WhenAll"] = (kernel, delay) => Task.WhenAll(Delay(kernel, delay), Delay(kernel, delay + 1)),
            ["WhenAny"] = async (kernel, delay) => await await Task.WhenAny(Delay(kernel, delay), Delay(kernel, delay + 1)),
            ["SemaphoreSlim"] = SemaphoreAsync,
            ["Channel"] = (kernel, delay) => ChannelAsync(kernel, delay, synchronous: false),
            ["Channel, synchronous continuations"] = (kernel, delay) => ChannelAsync(kernel, delay, synchronous: true),
            ["TaskCompletionSource"] = (kernel, delay) => CompletionAsync(kernel, delay, TaskCreationOptions.None),
            ["TaskCompletionSource, asynchronous continuations"] = (kernel, delay) =>
                CompletionAsync(kernel, delay, TaskCreationOptions.RunContinuationsAsynchronously),
            ["Task.Yield"] = YieldAsync,
            ["IAsyncEnumerable"] = async (kernel, delay) =>
            {
                await foreach (int _ in CountAsync(kernel, delay)) { }
            },
            ["ReadAllAsync, synchronous continuations"] = (kernel, delay) => ReadAllAsync(kernel, delay, synchronous: true),
            ["AsyncEnumerable.Select"] = async (kernel, delay) =>
            {
                await foreach (int _ in CountAsync(kernel, delay).Select(number => number * 2)) { }
            },
            ["MemoryStream copy"] = CopyAsync,
            ["CancellationToken.Register"] = RegisterAsync,
        };

    public static Dictionary<string, Func<SimulationKernel, int, Task>> Escaping { get; } =
        new(StringComparer.Ordinal)
        {
            ["Task.Run"] = async (kernel, delay) => await Task.Run(() => Delay(kernel, delay)),
            ["Parallel.ForEachAsync"] = async (kernel, delay) =>
                await Parallel.ForEachAsync([delay, delay + 1], async (each, _) => await Delay(kernel, each)),
            ["Task.WhenEach"] = async (kernel, delay) =>
            {
                await foreach (Task ended in Task.WhenEach(Delay(kernel, delay), Delay(kernel, delay + 1)))
                {
                    _ = kernel.Now;
                }
            },
            ["ReadAllAsync"] = (kernel, delay) => ReadAllAsync(kernel, delay, synchronous: false),
            ["ConfigureAwait(false)"] = async (kernel, delay) =>
            {
                await Delay(kernel, delay).ConfigureAwait(false);
                _ = kernel.Now;
            },
        };

    private static Task Delay(SimulationKernel kernel, int delay) => Task.Delay(TimeSpan.FromMilliseconds(delay), kernel.Clock);

    private static async Task WaitAsync(SimulationKernel kernel, int delay)
    {
        TaskCompletionSource never = new();
        try
        {
            await never.Task.WaitAsync(TimeSpan.FromMilliseconds(delay), kernel.Clock);
        }
        catch (TimeoutException)
        {
            await Delay(kernel, 1);
        }
    }

    private static async Task TimedCancellation(SimulationKernel kernel, int delay)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMilliseconds(delay), kernel.Clock);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, kernel.Clock, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            await Delay(kernel, 1);
        }
    }

    private static async Task PeriodicTimerAsync(SimulationKernel kernel, int delay)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(delay), kernel.Clock);
        await timer.WaitForNextTickAsync();
        await timer.WaitForNextTickAsync();
    }

    private static async Task SemaphoreAsync(SimulationKernel kernel, int delay)
    {
        using SemaphoreSlim semaphore = new(0);
        Task release = ReleaseAsync();
        await semaphore.WaitAsync();
        await release;

        async Task ReleaseAsync()
        {
            await Delay(kernel, delay);
            semaphore.Release();
        }
    }

    private static Channel<int> ChannelOf(bool synchronous) =>
        Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = synchronous });

    private static async Task ChannelAsync(SimulationKernel kernel, int delay, bool synchronous)
    {
        Channel<int> channel = ChannelOf(synchronous);
        Task write = WriteAsync(kernel, delay, channel);
        await channel.Reader.ReadAsync();
        await write;
    }

    private static async Task ReadAllAsync(SimulationKernel kernel, int delay, bool synchronous)
    {
        Channel<int> channel = ChannelOf(synchronous);
        Task write = WriteAsync(kernel, delay, channel);
        await foreach (int item in channel.Reader.ReadAllAsync())
        {
            _ = kernel.Now;
        }

        await write;
    }

    private static async Task WriteAsync(SimulationKernel kernel, int delay, Channel<int> channel)
    {
        await Delay(kernel, delay);
        channel.Writer.TryWrite(1);
        await Delay(kernel, delay);
        channel.Writer.Complete();
    }

    private static async Task CompletionAsync(SimulationKernel kernel, int delay, TaskCreationOptions options)
    {
        TaskCompletionSource source = new(options);
        Task set = SetAsync();
        await source.Task;
        await set;

        async Task SetAsync()
        {
            await Delay(kernel, delay);
            source.SetResult();
        }
    }

    private static async Task YieldAsync(SimulationKernel kernel, int delay)
    {
        for (int turn = 0; turn < delay; turn++)
        {
            await Task.Yield();
        }

        await Delay(kernel, delay);
    }

    private static async IAsyncEnumerable<int> CountAsync(SimulationKernel kernel, int delay)
    {
        for (int number = 0; number < 2; number++)
        {
            await Delay(kernel, delay);
            yield return number;
        }
    }

    private static async Task CopyAsync(SimulationKernel kernel, int delay)
    {
        using MemoryStream from = new([1, 2, 3]);
        using MemoryStream to = new();
        await from.CopyToAsync(to);
        await Delay(kernel, delay);
    }

    private static async Task RegisterAsync(SimulationKernel kernel, int delay)
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource cancelled = new();
        using CancellationTokenRegistration registration = source.Token.Register(cancelled.SetResult);
        Task cancel = CancelAsync();
        await cancelled.Task;
        await cancel;

        async Task CancelAsync()
        {
            await Delay(kernel, delay);
            source.Cancel();
        }
    }
}
