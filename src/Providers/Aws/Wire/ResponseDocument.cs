namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Writes response documents for results and errors, in the format of each service.</summary>
internal static class ResponseDocument
{
    /// <summary>The only version of AutoScaling.</summary>
    public const string AutoScalingVersion = "2011-01-01";

    private const string AutoScalingSpace = "http://autoscaling.amazonaws.com/doc/2011-01-01/";
    private const string Ec2Space = "http://ec2.amazonaws.com/doc/2016-11-15/";

    /// <param name="service">Service whose format is used.</param>
    /// <param name="result">Writes the result element; null if the action has none.</param>
    public static QueryResponse Success(QueryService service, string action, Action<XmlText>? result, string requestId)
    {
        XmlText xml = new();
        string root = action + "Response";
        if (service == QueryService.Ec2)
        {
            xml.Root(root, Ec2Space).Leaf("requestId", requestId);
            result?.Invoke(xml);
            return new QueryResponse(200, requestId, xml.Close(root).Bytes);
        }

        xml.Root(root, AutoScalingSpace);
        if (result is not null)
        {
            xml.Open(action + "Result");
            result(xml);
            xml.Close(action + "Result");
        }

        xml.Open("ResponseMetadata").Leaf("RequestId", requestId).Close("ResponseMetadata").Close(root);
        return new QueryResponse(200, requestId, xml.Bytes);
    }

    /// <inheritdoc cref="Success"/>
    /// <param name="service">Service whose format is used.</param>
    public static QueryResponse Failure(QueryService service, QueryError fault, string requestId)
    {
        XmlText xml = new();
        if (service == QueryService.Ec2)
        {
            xml.Open("Response")
                .Open("Errors")
                .Open("Error")
                .Leaf("Code", fault.Code)
                .Leaf("Message", fault.Message)
                .Close("Error")
                .Close("Errors")
                .Leaf("RequestID", requestId)
                .Close("Response");
            return new QueryResponse(fault.Status, requestId, xml.Bytes);
        }

        xml.Root("ErrorResponse", AutoScalingSpace)
            .Open("Error")
            .Leaf("Type", fault.Status < 500 ? "Sender" : "Receiver")
            .Leaf("Code", fault.Code)
            .Leaf("Message", fault.Message)
            .Close("Error")
            .Leaf("RequestId", requestId)
            .Close("ErrorResponse");
        return new QueryResponse(fault.Status, requestId, xml.Bytes);
    }
}
