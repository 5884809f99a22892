using Scalewright.Agents;

// The agent of pods, and nothing else.
return await ScalewrightAgent.TryRunAsync(args) ? 0 : 2;
