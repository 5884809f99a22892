using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>
/// Program that prints a token (<c>exec</c> of a kubeconfig user; Kubernetes documentation, "client-go credential
/// plugins").
/// </summary>
/// <param name="Version">API version of the output.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Variables">Environment variables of the program.</param>
/// <param name="InstallHint">Advice if the program does not exist; empty for none.</param>
internal sealed record CredentialProgram(string Version, ValueList<string> Command, ValueMap<string> Variables, string InstallHint)
{
    private const int MaxErrorText = 500;

    public static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    /// <exception cref="IOException">The program fails or prints no token.</exception>
    public async Task<Token> RunAsync(CancellationToken cancellationToken)
    {
        CommandResult result = await RunCommandAsync(cancellationToken);
        if (!result.Succeeded)
        {
            string text = result.Error.Trim();
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}: {text[..Math.Min(text.Length, MaxErrorText)]}")
            );
        }

        try
        {
            // Errors do not quote the output, because it may contain a secret.
            return
                JsonSerializer.Deserialize(result.Output, KubernetesJson.GetType<ExecCredential>())
                    is { Kind: "ExecCredential", Status.Token: { Length: > 0 } token } read
                && read.ApiVersion == Version
                ? new Token(token) { ExpiresAt = read.Status.ExpirationTimestamp ?? DateTimeOffset.MaxValue }
                : throw new IOException($"its output is not an ExecCredential of {Version} with a token");
        }
        catch (JsonException failure)
        {
            throw new IOException("its output is not JSON", failure);
        }
    }

    private async Task<CommandResult> RunCommandAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LocalCommands.RunAsync(new CommandRequest(Command) { Environment = Variables }, cancellationToken);
        }
        catch (FileNotFoundException failure) when (InstallHint.Length > 0)
        {
            throw new IOException($"{failure.Message}; {InstallHint}", failure);
        }
    }
}

/// <summary>Output of a credential program.</summary>
internal sealed record ExecCredential(string? ApiVersion, string? Kind, ExecCredentialStatus? Status);

internal sealed record ExecCredentialStatus(string? Token, DateTimeOffset? ExpirationTimestamp);
