using BlindVla.Core;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// OpenVLA's REST from the server's side, with AutoEval's <c>/health</c> and <c>/reset</c> and its statuses of what fails. Nothing says
/// which question belongs to which episode, so that each is answered as the first of its own.
/// </summary>
internal sealed class OpenVlaServing(ServedPolicy served) : IWebProtocol
{
    public string Scheme => "http";

    /// <summary>What the server says of itself is for those who may ask it.</summary>
    public WebAnswer? Health(HttpRequest request) => null;

    public async Task AnswerAsync(HttpContext context)
    {
        var answer = (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/health") => Json(
                new WireValue.Map([new("status", new WireValue.Text("healthy")), .. served.Declared.ToMap().Entries])
            ),
            ("POST", "/reset") => Json(new WireValue.Map(("status", new WireValue.Text("nothing is remembered")))),
            ("POST", "/act") => null,
            _ => Failure(StatusCodes.Status404NotFound, "expected POST /act, POST /reset or GET /health"),
        };
        if (answer is not null)
            await answer.SendAsync(context.Response);
        else
            await served.ConverseAsync(() => ActAsync(context));
    }

    private async Task ActAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, served.Abandoned);
        try
        {
            var answer = await PredictAsync(context.Request, gone.Token);
            await answer.SendAsync(context.Response);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && gone.IsCancellationRequested)
        {
            // The client is gone, or everything is being abandoned.
            context.Abort();
        }
    }

    private async Task<WebAnswer> PredictAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(request.Body, request.ContentLength, WireLimits.Default, cancellationToken);
            var asked = JsonArrays.Decode(body, WireLimits.Default);
            var isDoubleEncoded = asked is WireValue.Map { Entries: [{ Key: JsonArrays.Enclosed, Value: WireValue.Text }] };
            if (isDoubleEncoded)
                asked = JsonArrays.Disclose((WireValue.Text)((WireValue.Map)asked)[JsonArrays.Enclosed]!);
            var (seen, instruction) = served.Mapping.ReadRequest(asked, served.LooksAtState);
            await using var session = served.Begin(instruction);
            var actions = served.Mapping.Action.ToWire(await session.PredictAsync(seen, cancellationToken)).ToDoubles();
            WireValue answer = new WireValue.Numbers(actions.Shape is [1, var width] ? new(actions.Type, [width], actions.Data) : actions);
            return Json(isDoubleEncoded ? new WireValue.Text(JsonArrays.Text(answer)) : answer);
        }
        catch (WireException e)
        {
            return Failure(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Failure(e.StatusCode, e.Message);
        }
        catch (PolicyException e)
        {
            return Failure(StatusCodes.Status500InternalServerError, e.Message);
        }
    }

    private static WebAnswer Json(WireValue value) => WebAnswer.Json(JsonArrays.Text(value));

    private static WebAnswer Failure(int status, string reason) =>
        Json(new WireValue.Map(("detail", new WireValue.Text(reason)))) with
        {
            Status = status,
        };
}
