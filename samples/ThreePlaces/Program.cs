using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Providers;
using ThreePlaces;

const int WrongUsage = 2;
ServiceSet services = ServiceSet.Empty.Add<IWords>(context => new Words(context));
if (await ScalewrightAgent.TryRunAsync(args, services))
{
    return 0;
}

try
{
    await using IProvider provider = Places.Open(args, services);
    await provider.RunAsync(cancellationToken => Story.RunAsync(provider, Console.Out, cancellationToken));
    return 0;
}
catch (Exception failure) when (failure is ArgumentException or ScalewrightException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return failure is ArgumentException ? WrongUsage : 1;
}
