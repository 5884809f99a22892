using System.Text;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.XmlRpc;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;

namespace ThreePlaces;

/// <summary>What happens, wherever it does: nothing here knows the place.</summary>
internal static class Story
{
    /// <summary>Tells what would be made, used and removed again; refuses what <see cref="RunAsync"/> would before it makes anything.</summary>
    public static async Task DescribeAsync(IProvider provider, TextWriter output, CancellationToken cancellationToken)
    {
        Plan plan = await Cluster.Create(TwoNodes.Plan()).UseProvider(provider).PlanAsync(cancellationToken);
        await output.WriteLineAsync($"{plan.ToString().TrimEnd()}\nwould run a command, call a service and keep a file on each node, and remove all again");
    }

    public static async Task RunAsync(IProvider provider, TextWriter output, CancellationToken cancellationToken)
    {
        Cluster cluster = await Cluster.Create(TwoNodes.Plan()).UseProvider(provider).ProvisionAsync(cancellationToken);
        await using (cluster)
        {
            foreach (Node node in cluster.Nodes)
            {
                await output.WriteLineAsync($"{node.Name}:");
                await TellAsync(node, output, cancellationToken);
            }

            await cluster.DestroyAsync(cancellationToken);
        }

        await output.WriteLineAsync($"left behind: {(await provider.ObserveAsync(cluster.Owner, cancellationToken)).Count}");
    }

    private static async Task TellAsync(Node node, TextWriter output, CancellationToken cancellationToken)
    {
        CommandResult result = await node.RunAsync(["echo", "a command"], cancellationToken);
        await output.WriteLineAsync($"  {Printable.Escape(result.Output.Trim())} ended with {result.ExitCode}");

        await using IWords words = await node.ServiceAsync<IWords>(cancellationToken);
        await output.WriteLineAsync($"  {Printable.Escape(await words.GreetAsync("Ann", cancellationToken))}");
        XmlRpcValue greeting = await node.Proxy["words.greet"].CallAsync([XmlRpcValue.Of("Bob")], cancellationToken);
        await output.WriteLineAsync($"  {Printable.Escape(greeting.Text)}");
        await foreach (int length in words.MeasureAsync(SayAsync("one", "three", "eleven"), cancellationToken))
        {
            await output.WriteLineAsync($"  a word of {length}");
        }

        try
        {
            await words.GreetAsync("Maximilian", cancellationToken);
        }
        catch (TooLongException refused)
        {
            await output.WriteLineAsync($"  {Printable.Escape(refused.Message)}; {refused.LengthMax} would do");
        }

        await KeepAsync(node, output, cancellationToken);
    }

    private static async Task KeepAsync(Node node, TextWriter output, CancellationToken cancellationToken)
    {
        string path = $"/tmp/three-places-{node.Name}";
        await node.PutFileAsync(path, Encoding.UTF8.GetBytes("kept"), cancellationToken);
        await output.WriteLineAsync($"  a file: {Printable.Escape(Encoding.UTF8.GetString(await node.GetFileAsync(path, cancellationToken)))}");
        await node.RunAsync(["rm", "-f", path], cancellationToken);

        IAgentData data = await node.ServiceAsync<IAgentData>(cancellationToken);
        await data.SaveAsync(new DataKey("job", "7"), "running", cancellationToken);
        await output.WriteLineAsync($"  job 7: {Printable.Escape(await data.LoadAsync(new DataKey("job", "7"), cancellationToken))}");
        await data.DeleteAsync(new DataKey("job", "7"), cancellationToken);

        IAgentLog log = await node.ServiceAsync<IAgentLog>(cancellationToken);
        await foreach (AgentLogLine line in log.FollowAsync(null, 0, cancellationToken))
        {
            await output.WriteLineAsync($"  log {line.Number}: {Printable.Escape(line.Message)}");
            if (line.Number == 3)
            {
                break;
            }
        }
    }

    private static async IAsyncEnumerable<string> SayAsync(params string[] words)
    {
        foreach (string word in words)
        {
            yield return word;
        }

        await Task.CompletedTask;
    }
}
