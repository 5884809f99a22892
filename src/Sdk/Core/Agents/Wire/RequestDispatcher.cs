namespace Scalewright.Agents.Wire;

/// <summary>Dispatches each request to its service. A failure of a call is returned as its response.</summary>
internal sealed class RequestDispatcher(
    int callsMax, CommandService commands, FileService files, ServiceDispatcher services)
{
    public void Begin(ControllerSession controller, AgentCall call, Request request)
    {
        CancellationTokenSource gone = new();
        call.WhenAbandoned(_ => gone.Cancel());
        controller.BeginAnswer();
        controller.Link.Work.Add(new Answering(this, controller, call, request, gone.Token));
    }

    private async Task AnswerAsync(
        ControllerSession controller, AgentCall call, Request request, CancellationToken gone)
    {
        using (call)
        {
            await TryAsync(controller, call, request, gone);
        }

        controller.EndAnswer();
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "An exception of a call is its result and must not stop the agent.")]
    private async Task TryAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken gone)
    {
        try
        {
            await BeginAsync(controller, call, request, gone);
        }
        catch (LinkLostException)
        {
            // The controller has disconnected, so the failure cannot be reported.
        }
        catch (FrameException bad)
        {
            await controller.Link.RefuseAsync(bad);
        }
        catch (Exception failure)
        {
            FaultMessage fault = FaultMessage.From(HandlerErrorMapper.Describe(failure));
            controller.Link.Queue.Post(
                FrameKind.Fault, call.Id, AgentJson.Write(fault, AgentJson.Default.FaultMessage));
        }
    }

    private Task BeginAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken gone) =>
        controller.Link.CallCount > callsMax
            ? throw FaultException.From(
                AgentProblems.Refused(
                    $"more than {callsMax} calls are in progress", "reduce the number of concurrent calls"))
            : (request.Head.Service, request.Head.Method) switch
            {
                ("commands", "run") => commands.RunAsync(controller, call, request, gone),
                ("files", "put") => files.PutAsync(controller, call, request, gone),
                ("files", "get") => files.GetAsync(controller, call, request, gone),
                _ => services.AnswerAsync(controller, call, request, gone),
            };

    private sealed class Answering(RequestDispatcher services, ControllerSession controller, AgentCall call,
        Request request, CancellationToken gone) : ILinkWorkItem
    {
        public void Run() => _ = services.AnswerAsync(controller, call, request, gone);
    }
}
