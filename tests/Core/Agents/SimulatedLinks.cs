namespace Sdk.Tests.Agents;

internal static class SimulatedLinks
{
    /// <summary>Changes the link between two hosts in both directions, for the rest of a test.</summary>
    public static void SetLink(this SimulatedNetwork network, string first, string second, LinkModel model)
    {
        network.GetLink(first, second).Change(model);
        network.GetLink(second, first).Change(model);
    }
}
