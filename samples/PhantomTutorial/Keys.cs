using Scalewright.Providers.AutoScaling;

namespace PhantomTutorial;

/// <summary>The key of the tutorial's user, as the tutorial has it: from the environment.</summary>
internal static class Keys
{
    private const string IdVariable = "EC2_ACCESS_KEY";
    private const string SecretVariable = "EC2_SECRET_KEY";

    /// <exception cref="IOException">A variable is not set.</exception>
    public static AccessKey Read() => new(Read(IdVariable), Read(SecretVariable));

    private static string Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new IOException($"{variable} is not set; set {IdVariable} and {SecretVariable}, for serve or use --any-key");
}
