using Scalewright.Storage.Agents;
using Scalewright.Storage.Wire;

namespace Storage.Protocol.Tests;

/// <summary>A way to a manager that tells what passes, and can keep every answer to itself.</summary>
internal sealed class WatchedLine(IManagerLine line, Action<MessagePost?, IReadOnlyList<AgentMessage>?> watch) : IManagerLine
{
    public bool DropsAnswers { get; set; }

    public Task<RegistrationReply> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken) =>
        line.RegisterAsync(secret, registration, cancellationToken);

    public async Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken)
    {
        watch(post, null);
        await line.PostAsync(fqdn, post, cancellationToken);
    }

    public async Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken)
    {
        IReadOnlyList<AgentMessage> answer = await line.GetAsync(fqdn, instance, cancellationToken);
        return DropsAnswers ? [] : answer;
    }
}
