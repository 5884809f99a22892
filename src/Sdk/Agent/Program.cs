using Scalewright.Agents;

try
{
    if (await ScalewrightAgent.TryRunAsync(args))
    {
        return 0;
    }

    await Console.Error.WriteLineAsync("usage: scalewright-agent scalewright-agent attach FOLDER NODE");
    return 2;
}
catch (InvalidOperationException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
