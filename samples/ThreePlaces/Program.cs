using System.CommandLine;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.CommandLines;
using Scalewright.Providers;
using ThreePlaces;

ServiceSet services = ServiceSet.Empty.Add<IWords>(context => new Words(context));
if (await ScalewrightAgent.TryRunAsync(args, services))
{
    return 0;
}

Places places = new();
RootCommand root = new("One program in the simulation, on this machine and on machines over SSH.");
places.AddTo(root);
Option<bool> dryRun = DryRunOption.Make();
root.Add(dryRun);
root.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        await using IProvider provider = places.Open(parsed, services);
        await provider.RunAsync(token => parsed.GetValue(dryRun) ? Story.DescribeAsync(provider, Console.Out, token) : Story.RunAsync(provider, Console.Out, token), cancellationToken);
        return 0;
    }
    catch (Exception failure) when (failure is ScalewrightException or OperationCanceledException)
    {
        await Console.Error.WriteLineAsync(failure is OperationCanceledException ? "stopped" : failure.Message);
        return 1;
    }
});
return await CommandLineProgram.RunAsync(root, args);
