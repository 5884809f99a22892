namespace ProviderContracts;

/// <summary>How long something is waited for, by the provider's clock.</summary>
/// <param name="Name">The word of the test class that says it.</param>
/// <param name="Time">How long.</param>
internal sealed record TimeLimit(string Name, TimeSpan Time);
