using System.Text.Json;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Storage;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Wire;

namespace Conformance.AgentProtocol;

/// <summary>Has our agent, on a simulated cluster like the recorded one, talk to the recorded manager in virtual time.</summary>
internal static class AgentReplay
{
    // The recorded agent had a thread for each plug-in: what belongs to one moment came within this time.
    private const double Moment = 0.1;
    private static readonly Uri Address = new("http://localhost:8000/");

    public static string? FirstDifference(ProtocolTranscript transcript)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
        RecordedManager manager = new(transcript, kernel);
        kernel.Run(() => RunAsync(transcript, kernel, manager));
        return Registration(transcript, manager) ?? Moments(transcript, manager);
    }

    private static async Task RunAsync(ProtocolTranscript transcript, SimulationKernel kernel, RecordedManager manager)
    {
        await using StorageCluster cluster = await new RecordedCluster(transcript).MakeAsync(kernel.Clock);
        using HttpLine line = new(Address, manager, kernel.Clock, TimeSpan.FromHours(2));
        await Task.Delay(TimeSpan.FromSeconds(transcript.Rows[0].Time), kernel.Clock);
        if (transcript.Registration is { } recorded)
        {
            using ServerIdentity identity = ServerIdentity.Create(transcript.Fqdn);
            Registration own = identity.Introduce(ProtocolTranscript.Text(recorded, "nodename")!, ProtocolTranscript.Text(recorded, "version")!);
            await line.RegisterAsync("SECRET", own, CancellationToken.None);
        }

        using CancellationTokenSource stop = new();
        await cluster.Servers.RegisterAsync(transcript.Fqdn);
        await cluster.Servers.StartAsync(transcript.Fqdn);
        Task running = new AgentFleet(cluster, _ => line, transcript.PollPeriod).RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(transcript.Rows[^1].Time + Moment) - kernel.Elapsed, kernel.Clock);
        stop.Cancel();
        await running;
    }

    private static string? Registration(ProtocolTranscript transcript, RecordedManager manager)
    {
        if (transcript.Registration is not { } recorded)
        {
            return null;
        }

        (string wanted, string found) = (Without(recorded), Without(manager.Registration!.Value));
        return wanted == found ? null : $"registration: {found} instead of {wanted}";
    }

    // The text of the certificate request is free.
    private static string Without(JsonElement registration) =>
        string.Join(',', registration.EnumerateObject().Where(field => field.Name != "csr").OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}:{FreeJson.Of(field.Value)}"));

    private static string? Moments(ProtocolTranscript transcript, RecordedManager manager)
    {
        List<(double Time, JsonElement Message)> ours = [.. manager.Sent];
        (double Time, JsonElement Message)[] recorded = [.. transcript.Posts.SelectMany(row => row.Messages.Select(message => (row.Time, message)))];
        while (recorded.Length > 0)
        {
            double start = recorded[0].Time;
            string[] wanted = [.. recorded.TakeWhile(item => item.Time < start + Moment).Select(item => Shape(item.Message)).Order(StringComparer.Ordinal)];
            string[] found = [.. ours.Where(item => item.Time < start + Moment).Select(item => Shape(item.Message)).Order(StringComparer.Ordinal)];
            if (wanted.Zip(found).FirstOrDefault(pair => pair.First != pair.Second) is { First: { } first } pair)
            {
                return $"at {start} s: {pair.Second} instead of {first}";
            }

            if (wanted.Length != found.Length)
            {
                return $"at {start} s: {found.Length} messages instead of {wanted.Length}: {string.Join("; ", found.Except(wanted).Concat(wanted.Except(found)))}";
            }

            ours.RemoveAll(item => item.Time < start + Moment);
            recorded = [.. recorded.Skip(wanted.Length)];
        }

        // The recording may have been cut within a moment.
        ours.RemoveAll(item => item.Time > transcript.Rows[^1].Time - Moment);
        return ours.Count == 0 ? null : $"at {ours[0].Time} s: {Shape(ours[0].Message)}, which nobody wanted";
    }

    private static string Shape(JsonElement message) =>
        $"{ProtocolTranscript.Text(message, "type")} {ProtocolTranscript.Text(message, "plugin")} {ProtocolTranscript.Text(message, "session_id")} {ProtocolTranscript.Text(message, "session_seq")} {ProtocolTranscript.Text(message, "fqdn")} {FreeJson.Of(message.GetProperty("body"))}";
}
