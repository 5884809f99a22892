using Scalewright.Journals;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Runs programs on a guest in the background, so that they run concurrently and can be killed. minimega's agent runs
/// commands sequentially.
/// </summary>
internal sealed class GuestPrograms(GuestCalls calls, MinimegaOptions options) : INodeProcesses
{
    private const string IsRunning = "run";

    // Most programs exit quickly. While there is no new output, the delay between two polls doubles up to PollInterval.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private readonly ConcurrentQueue<string> _done = new();
    private readonly Lock _randomGate = new();

    public async Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken)
    {
        string key = GenerateKey();
        try
        {
            return await FollowAsync(request, key, output, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(key);
            throw;
        }
    }

    private async Task<int> FollowAsync(CommandRequest request, string key, ProcessOutput output, CancellationToken cancellationToken)
    {
        (long readBytes, long readErrorBytes) = (0, 0);
        TimeSpan pause = FirstPause;
        GuestResponse response = await calls.RunAsync(GuestScripts.Start(request, key, DequeueDone()), cancellationToken);
        while (true)
        {
            Check(response, request);
            byte[] bytes = response.GetBytes("out");
            byte[] error = response.GetBytes("err");
            output.WriteOutput(bytes);
            output.WriteError(error);
            readBytes += bytes.Length;
            readErrorBytes += error.Length;
            if (
                response["state"] != IsRunning
                && readBytes >= response.GetNumber("outsize")
                && readErrorBytes >= response.GetNumber("errsize")
            )
            {
                _done.Enqueue(key);
                return (int)response.GetNumber("state");
            }

            if (bytes.Length + error.Length > 0)
            {
                pause = FirstPause;
            }
            else
            {
                await Task.Delay(pause, options.Clock, cancellationToken);
                pause = pause * 2 < options.PollInterval ? pause * 2 : options.PollInterval;
            }

            response = await calls.RunAsync(GuestScripts.Continue(key, readBytes, readErrorBytes), cancellationToken);
        }
    }

    private static void Check(GuestResponse response, CommandRequest request)
    {
        string program = TextEscaping.Escape(request.Command[0]);
        Exception? fault = response.Fault switch
        {
            "" => null,
            GuestScripts.NoProgram => new FileNotFoundException($"there is no program '{program}' that may be executed"),
            GuestScripts.NoFolder => new DirectoryNotFoundException(
                $"'{program}' cannot start in '{TextEscaping.Escape(request.WorkingDirectory)}'"
            ),
            GuestScripts.Lost => new IOException(
                $"the state of '{program}' was lost; the node was restarted, or its {GuestScripts.Folder} was emptied"
            ),
            var error => new IOException($"'{program}' cannot be started: {TextEscaping.Escape(error)}"),
        };
        if (fault is not null)
        {
            throw fault;
        }
    }

    private async Task KillAsync(string key)
    {
        try
        {
            await calls.RunAsync(GuestScripts.Kill(key), CancellationToken.None);
        }
        catch (IOException)
        {
            // If the guest does not respond, the program cannot be killed. It ends with the node.
        }
    }

    private List<string> DequeueDone()
    {
        List<string> done = [];
        while (_done.TryDequeue(out string? key))
        {
            done.Add(key);
        }

        return done;
    }

    private string GenerateKey()
    {
        lock (_randomGate)
        {
            return Lineage.CreateRandom(options.Random).ToString();
        }
    }
}
