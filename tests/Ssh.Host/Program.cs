using Scalewright.Agents;

// A program of a user: controller here, agent there.
if (await ScalewrightAgent.TryRunAsync(args))
{
    return;
}

Console.WriteLine("not an agent");
