using System.Text;
using Scalewright.Journals;
using Scalewright.Providers.Minimega.Places;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>Runs scripts on a guest by <c>cc exec</c> and brings what they write. A guest asks for work every few seconds, and does what it gets in its order, so much is asked at once.</summary>
internal sealed class GuestCalls(PlaceVm vm, Space space, MinimegaProviderOptions options)
{
    // A word of a program is 128 KiB at most in Linux; a script goes through base64, which makes four bytes of three.
    private const int ScriptBytesMax = 72 * 1024;
    private const int PieceBytes = 48 * 1024;
    private const int ShownMax = 200;

    // After so many looks for an answer it is seen whether there is still a guest that could give one.
    private const int LooksBetweenChecks = 8;

    /// <summary>Runs a script.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="IOException">The guest does not answer, or minimega does not.</exception>
    public async Task<GuestAnswer> AskAsync(string script, CancellationToken cancellationToken) => (await AskAsync([script], cancellationToken))[0];

    /// <summary>Runs scripts one after the other.</summary>
    /// <returns>What each wrote.</returns>
    /// <exception cref="IOException">The guest does not answer, or minimega does not.</exception>
    public async Task<GuestAnswer[]> AskAsync(IReadOnlyList<string> scripts, CancellationToken cancellationToken)
    {
        string[][] pieces = [.. scripts.Select(Cut)];
        List<int> numbers = [];
        try
        {
            await QueueAsync([.. pieces.SelectMany(piece => piece)], numbers, cancellationToken);
            List<GuestAnswer> answers = [];
            foreach (int number in numbers)
            {
                answers.Add(await WaitAsync(number, cancellationToken));
            }

            // The last piece of a script is the one that runs it.
            return [.. pieces.Select((_, index) => answers[pieces[..(index + 1)].Sum(piece => piece.Length) - 1])];
        }
        catch (MinimegaException failure)
        {
            throw new IOException(failure.Problems[0].Found, failure);
        }
        finally
        {
            await ForgetAsync(numbers);
        }
    }

    /// <summary>Sees whether the guest that was connected to is still there.</summary>
    /// <exception cref="IOException">It is not, or minimega cannot be asked.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            MinimegaClient client = await space.ConnectAsync(cancellationToken);
            await CheckAsync(client, cancellationToken);
            if (!(await client.TableAsync($".filter uuid={vm.Uuid} cc clients", cancellationToken)).Any(row => row["uuid"] == vm.Uuid))
            {
                throw new IOException($"the agent in {vm.Id} is silent");
            }
        }
        catch (MinimegaException failure)
        {
            throw new IOException(failure.Problems[0].Found, failure);
        }
    }

    private string[] Cut(string script)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(script);
        if (bytes.Length <= ScriptBytesMax)
        {
            return [script];
        }

        string file = $"{GuestScripts.Folder}/{Lineage.Draw(options.Chance)}.sh";
        return [.. bytes.Chunk(PieceBytes).Select((piece, index) => GuestScripts.Append(file, piece, isFirst: index == 0)), GuestScripts.RunFile(file)];
    }

    // The filter is the namespace's, and what follows goes to whom it names: it is set, used and looked at in one turn.
    private Task<bool> QueueAsync(string[] scripts, List<int> numbers, CancellationToken cancellationToken) => space.InTurnAsync(
        async client =>
        {
            string wanted = $"uuid={vm.Uuid}";
            await client.RunAsync(MinimegaLine.Join("cc", "filter", wanted), CancellationToken.None);
            foreach (string script in scripts)
            {
                numbers.Add(await client.CcExecAsync(["/bin/sh", "-c", GuestScripts.Line(script)], CancellationToken.None));
            }

            await client.ClearCcFilterAsync(CancellationToken.None);
            HashSet<string> ours = [.. numbers.Select(number => $"{number}")];
            ValueList<ValueMap<string>> rows = await client.TableAsync(".columns id,filter cc commands", CancellationToken.None);
            return rows.All(row => !ours.Contains(row["id"]) || row["filter"] == wanted)
                ? true
                : throw new IOException($"another program changed the filter of {space.Name} at the same moment; let one program at a time act for a cluster");
        },
        cancellationToken);

    private async Task<GuestAnswer> WaitAsync(int number, CancellationToken cancellationToken)
    {
        MinimegaClient client = await space.ConnectAsync(cancellationToken);
        long start = options.Clock.GetTimestamp();
        string seen = "";
        for (int looks = 1; ; looks++)
        {
            seen = await ReadAsync(number, client, cancellationToken);
            if (GuestAnswer.Read(seen) is { } answer)
            {
                return answer;
            }

            if (options.Clock.GetElapsedTime(start) > options.GuestDeadline)
            {
                throw new IOException($"there was no answer within {options.GuestDeadline.TotalSeconds:0.###} s{(seen.Length > 0 ? $", but: {Printable.Escape(seen[..Math.Min(seen.Length, ShownMax)])}" : "")}");
            }

            if (looks % LooksBetweenChecks == 0)
            {
                await CheckAsync(client, cancellationToken);
            }

            await Task.Delay(options.LookPeriod, options.Clock, cancellationToken);
        }
    }

    private static async Task<string> ReadAsync(int number, MinimegaClient client, CancellationToken cancellationToken)
    {
        try
        {
            return string.Concat((await client.RunAsync($"cc responses {number} raw", cancellationToken)).Select(entry => entry.Response));
        }
        catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
        {
            // There is none yet.
            return "";
        }
    }

    private async Task CheckAsync(MinimegaClient client, CancellationToken cancellationToken)
    {
        ValueList<ValueMap<string>> rows = await client.TableAsync($".columns uuid,pid,state .filter uuid={vm.Uuid} vm info", cancellationToken);
        if (!rows.Any(row => row["state"] == PlaceVm.Running && row["pid"] == vm.Pid))
        {
            throw new IOException($"{vm.Id} does not run any more");
        }
    }

    // Commands stay for guests that come later, and answers fill the disk of the server.
    private async Task ForgetAsync(List<int> numbers)
    {
        try
        {
            MinimegaClient client = await space.ConnectAsync(CancellationToken.None);
            foreach (int number in numbers)
            {
                await ForgetAsync($"cc delete response {number}", client);
                await ForgetAsync($"cc delete command {number}", client);
            }
        }
        catch (MinimegaException)
        {
            // The server is gone, or they are.
        }
    }

    private static async Task ForgetAsync(string command, MinimegaClient client)
    {
        try
        {
            await client.RunAsync(command, CancellationToken.None);
        }
        catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
        {
            // There was no answer.
        }
    }
}
