// Published by Native AOT and run by .ci/run.
#:project ../../../src/Sdk/Core/Scalewright.Core.csproj
#:project ../../../src/Sdk/Phenix/Scalewright.Phenix.csproj
#:project ../Outside/Outside.csproj
#:property RuntimeIdentifier=linux-x64
#:property TrimmerSingleWarn=false
#:property OptimizationPreference=Size
#:property StackTraceSupport=false
#:property UseSystemResourceKeys=true

namespace Aot;

/// <summary>Expands the profiles of a file with a built-in and an external plugin, without reflection and without a compiler at hand.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            ValueList<Profile> profiles = ProfileReader.Load(arguments[0]);
            TopologyBuilder builder = Topology.Create("aot");
            foreach (Profile profile in profiles)
            {
                builder = builder.AddProfile(profile);
            }

            Print(builder.Build());
            return 0;
        }
        catch (ScalewrightException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Print(Topology topology)
    {
        Console.WriteLine($"plugins: {string.Join(", ", ScalePlugins.All.Entries)}");
        foreach (NodeGroup group in topology.Groups.Values)
        {
            Console.WriteLine($"{group.Name} by {group.Plugin}: {group.Nodes.Count} nodes, {group.ContainerCount} containers");
        }

        foreach (NetworkSpec network in topology.Networks.Values)
        {
            Console.WriteLine($"{network.Name}: {network.Subnet}, {network.UsedAddressCount} addresses used");
        }
    }
}
