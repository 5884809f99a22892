using System.Security.Cryptography;
using Scalewright.Providers.AutoScaling;

namespace PhantomTutorial;

/// <summary>The access key of the tutorial's user, from the environment as in the published tutorial.</summary>
internal static class Keys
{
    private const string IdVariable = "EC2_ACCESS_KEY";
    private const string SecretVariable = "EC2_SECRET_KEY";
    private const int IdDigits = 16;
    private const int SecretDigits = 40;

    /// <exception cref="IOException">A variable is not set.</exception>
    public static AccessKey Read() => ReadConfigured() ?? throw new IOException($"{IdVariable} and {SecretVariable} are not set; set both to the key that 'serve' was started with or has printed");

    /// <returns>Null when none is set.</returns>
    /// <exception cref="IOException">Only one of the variables is set.</exception>
    public static AccessKey? ReadConfigured() => (Variable(IdVariable), Variable(SecretVariable)) switch
    {
        ({ } id, { } secret) => new AccessKey(id, secret),
        (null, null) => null,
        (null, _) => throw new IOException($"{SecretVariable} is set and {IdVariable} is not; set both or none"),
        (_, null) => throw new IOException($"{IdVariable} is set and {SecretVariable} is not; set both or none"),
    };

    /// <summary>Reads the key of the service, or generates one and prints it, so that no service runs with a key that others know.</summary>
    /// <param name="output">Receives the generated key as lines for a shell.</param>
    /// <exception cref="IOException">Only one of the variables is set.</exception>
    public static async Task<AccessKey> ReadOrGenerateAsync(TextWriter output)
    {
        if (ReadConfigured() is { } configured)
        {
            return configured;
        }

        AccessKey key = new("AK" + RandomNumberGenerator.GetHexString(IdDigits), RandomNumberGenerator.GetHexString(SecretDigits, lowercase: true));
        await output.WriteLineAsync($"export {IdVariable}={key.AccessKeyId} {SecretVariable}={key.SecretAccessKey}");
        return key;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
