namespace Scalewright.Agents.Wire;

/// <summary>Dispatches each request to its service. A failure of a call is returned as its response.</summary>
internal sealed class RequestDispatcher(int maxCalls, CommandService commands, FileService files, ServiceDispatcher services)
{
    public void Start(ControllerSession controller, AgentCall call, Request request)
    {
        CancellationTokenSource ended = new();
        call.WhenAbandoned(_ => ended.Cancel());
        controller.StartCall();
        controller.Link.Work.Add(new RequestWork(this, controller, call, request, ended.Token));
    }

    private async Task HandleAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop)
    {
        using (call)
        {
            await TryAsync(controller, call, request, stop);
        }

        controller.EndCall();
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception of a call is its result and must not stop the agent.")]
    private async Task TryAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop)
    {
        try
        {
            await DispatchAsync(controller, call, request, stop);
        }
        catch (LinkLostException)
        {
            // The controller has disconnected, so the failure cannot be reported.
        }
        catch (FrameException failure)
        {
            await controller.Link.RejectAsync(failure);
        }
        catch (Exception failure)
        {
            FaultMessage fault = FaultMessage.From(HandlerErrorMapper.Describe(failure));
            controller.Link.Queue.Post(FrameKind.Fault, call.Id, AgentJson.Write(fault, AgentJson.Default.FaultMessage));
        }
    }

    private Task DispatchAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop) =>
        controller.Link.CallCount > maxCalls
            ? throw FaultException.From(
                AgentProblems.Rejected($"more than {maxCalls} calls are in progress", "reduce the number of concurrent calls")
            )
            : (request.Head.Service, request.Head.Method) switch
            {
                ("commands", "run") => commands.RunAsync(controller, call, request, stop),
                ("files", "put") => files.PutAsync(controller, call, request, stop),
                ("files", "get") => files.GetAsync(controller, call, request, stop),
                _ => services.HandleAsync(controller, call, request, stop),
            };

    private sealed class RequestWork(
        RequestDispatcher services,
        ControllerSession controller,
        AgentCall call,
        Request request,
        CancellationToken stop
    ) : ILinkWorkItem
    {
        public void Run() => _ = services.HandleAsync(controller, call, request, stop);
    }
}
